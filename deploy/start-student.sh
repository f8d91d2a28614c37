#!/bin/sh
# Gives a student a copy of the notebooks, without writing over what is there, and the class's weights, if there are any.
set -eu

package=${TRANSFERLAB_PACKAGE:-/opt/transferlab}
shared=${TRANSFERLAB_SHARED_MODELS:-/srv/transferlab/models}
export TRANSFERLAB_HOME="${TRANSFERLAB_HOME:-$HOME/.cache/transferlab}"

mkdir -p "$HOME/notebooks" "$TRANSFERLAB_HOME"
(cd "$package/notebooks" && find . -type d) | while IFS= read -r folder; do
  mkdir -p "$HOME/notebooks/$folder"
done
(cd "$package/notebooks" && find . -type f) | while IFS= read -r file; do
  [ -e "$HOME/notebooks/$file" ] || cp "$package/notebooks/$file" "$HOME/notebooks/$file"
done
# Read by all, written by the teacher; computed features stay the student's own.
if [ -d "$shared" ] && [ ! -e "$TRANSFERLAB_HOME/models" ]; then
  ln -s "$shared" "$TRANSFERLAB_HOME/models"
fi

cd "$HOME/notebooks"
exec "$@"
