import {
  add,
  clamp,
  cross,
  dot,
  mixVectors,
  normalize,
  scale,
  subtract,
  type Vector,
} from "../geometry/vector.ts";
import type { Paint } from "../palette.ts";
import type { Prop } from "../props/prop.ts";
import type { Backdrop, Surface } from "../surroundings.ts";
import { defocus, type Rendering } from "./defocus.ts";
import { nearestProp, normalAt, shadowAt, traceProps } from "./trace.ts";

/** Everything that a picture shows. */
export interface Scene {
  readonly props: readonly Prop[];
  /** The level floor at y = 0, or `undefined` where there is none to be seen. */
  readonly ground: Surface | undefined;
  /** An upright wall at z = -`distance`, turned about y by `turn` (radians). */
  readonly wall: { readonly surface: Surface; readonly distance: number; readonly turn: number } | undefined;
  readonly backdrop: Backdrop;
  readonly light: Light;
  readonly camera: Camera;
}

/** A sun (or lamp) and the light of the sky all around. */
export interface Light {
  /** Towards the sun; of length 1. */
  readonly direction: Vector;
  readonly sun: Vector;
  readonly sky: Vector;
  /** 0 for a hard shadow to 1 for a very soft one. */
  readonly softness: number;
}

export interface Camera {
  readonly position: Vector;
  readonly target: Vector;
  /** Turn about the line of sight (radians). */
  readonly roll: number;
  /** Half the height of the picture at a distance of 1. */
  readonly halfView: number;
  /** Distance at which all is sharp, and the blur of what is infinitely far, in shares of the picture's side. */
  readonly focus: number;
  readonly farBlur: number;
}

/**
 * Renders a scene by sphere tracing, `samples` by `samples` rays a pixel.
 *
 * @returns linear light, mostly 0 to 1; highlights exceed it.
 * @see Hart 1996, "Sphere tracing", https://doi.org/10.1007/s003710050084
 */
export function renderScene(scene: Scene, sidePx: number, samples: number): Rendering {
  const ahead = normalize(subtract(scene.camera.target, scene.camera.position));
  const level = normalize(cross(ahead, [0, 1, 0]));
  const upright = cross(level, ahead);
  const [cos, sin] = [Math.cos(scene.camera.roll), Math.sin(scene.camera.roll)];
  const right = add(scale(level, cos), scale(upright, sin));
  const up = add(scale(upright, cos), scale(level, -sin));
  const picture = new Float32Array(sidePx * sidePx * 3); // [row, column, channel]
  const depth = new Float32Array(sidePx * sidePx).fill(FAR);
  const weight = 1 / (samples * samples);
  for (let row = 0; row < sidePx; row++) {
    for (let column = 0; column < sidePx; column++) {
      const at = (row * sidePx + column) * 3;
      for (let sample = 0; sample < samples * samples; sample++) {
        const u = (2 * (column + ((sample % samples) + 0.5) / samples)) / sidePx - 1;
        const v = 1 - (2 * (row + (Math.floor(sample / samples) + 0.5) / samples)) / sidePx;
        const view = scene.camera.halfView;
        const ray = normalize(add(ahead, add(scale(right, u * view), scale(up, v * view))));
        const seen = lightAlong(scene, scene.camera.position, ray);
        picture[at]! += seen.light[0] * weight;
        picture[at + 1]! += seen.light[1] * weight;
        picture[at + 2]! += seen.light[2] * weight;
        depth[at / 3] = Math.min(depth[at / 3]!, seen.distance);
      }
    }
  }
  const rendering = { sidePx, light: picture, depth };
  const { focus, farBlur } = scene.camera;
  return farBlur > 0 ? defocus(rendering, focus, farBlur * sidePx) : rendering;
}

const FAR = 1000;

interface Hit {
  readonly distance: number;
  readonly normal: Vector;
  readonly paint: Paint;
}

function lightAlong(scene: Scene, origin: Vector, ray: Vector): { light: Vector; distance: number } {
  const hit = firstHit(scene, origin, ray);
  if (hit === undefined) return { light: scene.backdrop(ray), distance: FAR };
  const point = add(origin, scale(ray, hit.distance));
  const { light } = scene;
  const facing = Math.max(0, dot(hit.normal, light.direction));
  const lit =
    facing === 0
      ? 0
      : facing * shadowAt(scene.props, add(point, scale(hit.normal, 0.01)), light.direction, light.softness);
  const open = openness(scene, point, hit.normal) * (0.6 + 0.4 * hit.normal[1]);
  const { color, gloss } = hit.paint;
  const halfway = normalize(subtract(light.direction, ray));
  const highlight = gloss * lit * Math.max(0, dot(hit.normal, halfway)) ** 40 * 0.9;
  // At grazing angles a glossy surface mirrors its surroundings (Schlick's approximation).
  const fresnel = gloss * 0.5 * (0.05 + 0.95 * (1 - Math.abs(dot(hit.normal, ray))) ** 5);
  const bounce = subtract(ray, scale(hit.normal, 2 * dot(ray, hit.normal)));
  const reflection = fresnel > 0.02 ? scene.backdrop(bounce) : light.sky;
  const shaded: Vector = [
    color[0] * (light.sun[0] * lit + light.sky[0] * open) + light.sun[0] * highlight,
    color[1] * (light.sun[1] * lit + light.sky[1] * open) + light.sun[1] * highlight,
    color[2] * (light.sun[2] * lit + light.sky[2] * open) + light.sun[2] * highlight,
  ];
  const reflecting = mixVectors(shaded, reflection, clamp(fresnel));
  // Far ground fades into the backdrop, as through haze.
  const haze = hit.distance > 5 ? clamp((hit.distance - 5) / 9) : 0;
  const seen = haze > 0 ? mixVectors(reflecting, scene.backdrop(ray), haze) : reflecting;
  return { light: seen, distance: hit.distance };
}

function firstHit(scene: Scene, origin: Vector, ray: Vector): Hit | undefined {
  let nearest = Number.POSITIVE_INFINITY;
  let hit: Hit | undefined;
  const { ground, wall } = scene;
  if (ground !== undefined && ray[1] < -1e-4) {
    nearest = -origin[1] / ray[1];
    const [x, z] = [origin[0] + ray[0] * nearest, origin[2] + ray[2] * nearest];
    if (nearest > 14) nearest = Number.POSITIVE_INFINITY;
    else hit = { distance: nearest, normal: [0, 1, 0], paint: ground(x, z) };
  }
  if (wall !== undefined) {
    const normal: Vector = [Math.sin(wall.turn), 0, Math.cos(wall.turn)];
    const distance = (-wall.distance - dot(origin, normal)) / dot(ray, normal);
    if (distance > 0 && distance < nearest) {
      const point = add(origin, scale(ray, distance));
      const along = point[0] * normal[2] - point[2] * normal[0];
      nearest = distance;
      hit = { distance, normal, paint: wall.surface(along, point[1]) };
    }
  }
  const distance = traceProps(scene.props, origin, ray, nearest);
  if (distance === undefined) return hit;
  const point = add(origin, scale(ray, distance));
  const prop = nearestProp(scene.props, point);
  return { distance, normal: normalAt(prop, point), paint: prop.paint(...point) };
}

/** How much of the sky a point sees, 0 to 1: what is close above it takes some away (ambient occlusion). */
function openness(scene: Scene, point: Vector, normal: Vector): number {
  let closed = 0;
  for (const reach of [0.06, 0.16, 0.34]) {
    const [x, y, z] = add(point, scale(normal, reach));
    let free = scene.ground === undefined ? reach : Math.max(y, 0);
    for (const prop of scene.props) {
      const [cx, cy, cz] = prop.center;
      if (Math.hypot(x - cx, y - cy, z - cz) < prop.radius + reach)
        free = Math.min(free, prop.distance(x, y, z));
    }
    closed += Math.max(0, reach - free) / reach;
  }
  return clamp(1 - closed * 0.28, 0.15, 1);
}
