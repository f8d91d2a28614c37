"""JupyterHub for a class: jupyterhub --config deploy/jupyterhub_config.py

TRANSFERLAB_SPAWNER says where a student's notebooks run:
  docker   a container each, from the image of deploy/Dockerfile; needs dockerspawner
  systemd  a user of this server each, with limits; needs jupyterhub-systemdspawner, and the hub runs as root
  simple   a process each, without limits and as the hub's own user: to try the rest, or for one person
"""

import os
from pathlib import Path

c = get_config()  # noqa: F821: JupyterHub defines it

spawner = os.environ.get("TRANSFERLAB_SPAWNER", "docker")
package = Path(__file__).resolve().parent.parent
# Kernel, server and notebooks of one student, measured: deploy/README.md.
memory = "1536M"
processors = 2

student = {
    # The engine would take half of the server's processors for each student otherwise.
    "TRANSFERLAB_THREADS": str(processors),
}
for name in ("MIRROR", "OFFLINE", "SHARED_MODELS", "TYPES"):
    if f"TRANSFERLAB_{name}" in os.environ:
        student[f"TRANSFERLAB_{name}"] = os.environ[f"TRANSFERLAB_{name}"]

c.Spawner.default_url = "/lab/tree/README.md"
c.Spawner.mem_limit = memory
c.Spawner.cpu_limit = processors
c.Spawner.http_timeout = 120
c.Spawner.start_timeout = 120

# Who may come in: by default whoever knows the password of the class, under a name of their own choice.
if "TRANSFERLAB_CLASS_PASSWORD" in os.environ:
    c.JupyterHub.authenticator_class = "dummy"
    c.DummyAuthenticator.password = os.environ["TRANSFERLAB_CLASS_PASSWORD"]
c.Authenticator.allow_all = True

# Kernels that nobody uses for an hour are ended, and then the server, which frees the memory.
c.Spawner.args = [
    "--MappingKernelManager.cull_idle_timeout=3600",
    "--MappingKernelManager.cull_interval=300",
    "--ServerApp.shutdown_no_activity_timeout=7200",
]

if spawner == "docker":
    c.JupyterHub.spawner_class = "dockerspawner.DockerSpawner"
    c.JupyterHub.hub_ip = "0.0.0.0"
    # The name by which containers reach the hub: that of its own container, or of the host on the network of Docker.
    c.JupyterHub.hub_connect_ip = os.environ.get("HUB_CONNECT_IP", "172.17.0.1")
    c.DockerSpawner.image = os.environ.get("TRANSFERLAB_IMAGE", "transferlab")
    c.DockerSpawner.cmd = ["jupyterhub-singleuser"]
    c.DockerSpawner.remove = True
    c.DockerSpawner.volumes = {
        "transferlab-{username}": "/home/student",
        "/srv/transferlab/models": {"bind": "/srv/transferlab/models", "mode": "ro"},
    }
elif spawner in ("systemd", "simple"):
    c.JupyterHub.spawner_class = spawner
    c.Spawner.cmd = [str(package / "deploy" / "start-student.sh"), "jupyterhub-singleuser"]
    student["TRANSFERLAB_PACKAGE"] = str(package)
    if spawner == "systemd":
        c.SystemdSpawner.isolate_tmp = True
    else:
        homes = Path(os.environ.get("TRANSFERLAB_HOMES", "homes")).resolve()
        c.SimpleLocalProcessSpawner.home_dir_template = str(homes / "{username}")
else:
    raise ValueError(f"TRANSFERLAB_SPAWNER: expected docker, systemd or simple, received {spawner}")

c.Spawner.environment = student
