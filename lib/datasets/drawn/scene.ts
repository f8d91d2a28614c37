import type { Random } from "../../random/generator.ts";
import {
  add,
  cross,
  dot,
  mixVectors,
  normalize,
  rotation,
  scale,
  subtract,
  type Vector,
} from "./geometry/vector.ts";
import { type DrawnClass, KINDS, type Kind } from "./kinds.ts";
import { between, oneOf } from "./palette.ts";
import { makeClutter } from "./props/clutter.ts";
import { type Prop, placeProp, samplePoints } from "./props/prop.ts";
import type { Camera, Light, Scene } from "./render/render-scene.ts";
import { makeBackdrop, makeGround, makeWall } from "./surroundings.ts";

/** Draws a scene around one thing of the class. */
export function composeScene(className: DrawnClass, random: Random): Scene {
  const kind = KINDS[className];
  const isAloft = random() < kind.aloft;
  const subject = poseSubject(kind, isAloft, random);
  const elevation = between(random, ...kind.elevation);
  const camera = frameSubject(subject, elevation, random);
  const indoors = random() < 0.5;
  const hasGround = !isAloft || random() < 0.5;
  return {
    props: [subject, ...placeClutter(subject, camera, hasGround, random)],
    ground: hasGround ? makeGround(random) : undefined,
    wall: indoors
      ? { surface: makeWall(random), distance: between(random, 1.1, 3), turn: between(random, -0.5, 0.5) }
      : undefined,
    backdrop: makeBackdrop(random),
    light: drawLight(random),
    camera,
  };
}

function poseSubject(kind: Kind, isAloft: boolean, random: Random): Prop {
  const prop = kind.make(random);
  const yaw = oneOf(random, kind.facing.yaws) + between(random, -1, 1) * kind.facing.spread;
  const pitch = between(random, ...kind.pitch);
  const turn = rotation(yaw, pitch, between(random, -1, 1) * kind.lean);
  const turned = placeProp(prop, turn, 1, [0, 0, 0]);
  const lowest = samplePoints(turned, 28).reduce((low, [, y]) => Math.min(low, y), Number.POSITIVE_INFINITY);
  const lift = isAloft ? between(random, 0.25, 0.9) : 0;
  return placeProp(prop, turn, 1, [0, lift - lowest, 0]);
}

/** Finds a viewpoint from which the subject fills a random share of the frame, off its middle. */
function frameSubject(subject: Prop, elevation: number, random: Random): Camera {
  const halfView = between(random, 0.24, 0.42);
  const toCamera: Vector = [0, Math.sin(elevation), Math.cos(elevation)];
  const points = samplePoints(subject, 18);
  const ahead = scale(toCamera, -1);
  const right = normalize(cross(ahead, [0, 1, 0.001]));
  const up = cross(right, ahead);
  const extent = (axis: Vector) => {
    const along = points.map((point) => dot(point, axis));
    return [Math.min(...along), Math.max(...along)] as const;
  };
  const [left, rightmost] = extent(right);
  const [bottom, top] = extent(up);
  const size = Math.max(rightmost - left, top - bottom);
  const fill = between(random, 0.75, 1.0);
  const frame = size / fill;
  const center = add(
    add(scale(right, (left + rightmost) / 2), scale(up, (bottom + top) / 2)),
    scale(toCamera, dot(subject.center, toCamera)),
  );
  const slack = frame * 0.5 - size * 0.42;
  const target = add(
    center,
    add(scale(right, between(random, -slack, slack) * 0.8), scale(up, between(random, -slack, slack) * 0.8)),
  );
  const position = add(target, scale(toCamera, frame / 2 / halfView + subject.radius * 0.3));
  // Never below the floor, where the ground would hide everything.
  const lifted: Vector = [position[0], Math.max(0.06, position[1]), position[2]];
  return {
    position: lifted,
    target,
    roll: between(random, -0.14, 0.14),
    halfView,
    focus:
      Math.sqrt(dot(subtract(lifted, subject.center), subtract(lifted, subject.center))) -
      subject.radius * 0.2,
    farBlur: between(random, 0.07, 0.14),
  };
}

function placeClutter(subject: Prop, camera: Camera, hasGround: boolean, random: Random): Prop[] {
  if (!hasGround) return [];
  const props: Prop[] = [];
  const around = Math.floor(random() * 2.1);
  for (let count = 0; count < around; count++) {
    const angle = between(random, Math.PI * 0.95, Math.PI * 2.05); // behind and beside it
    const away = subject.radius + between(random, 0.15, 1.1);
    const position: Vector = [Math.cos(angle) * away, 0, Math.sin(angle) * away];
    props.push(
      placeProp(
        makeClutter(random),
        rotation(between(random, 0, 6.28), 0, 0),
        between(random, 0.7, 1.8),
        position,
      ),
    );
  }
  if (random() < 0.15) props.push(placeOccluder(subject, camera, random));
  return props;
}

/** Something low between viewer and subject, to one side, that hides a part of it. */
function placeOccluder(subject: Prop, camera: Camera, random: Random): Prop {
  const share = between(random, 0.3, 0.5);
  const aim = add(subject.center, [between(random, -0.5, 0.5) * subject.radius, 0, 0]);
  const spot = mixVectors(aim, camera.position, share);
  const sight = normalize(subtract(camera.target, camera.position));
  // Lower the higher the view, so that its top just reaches into the picture.
  const size = between(random, 0.5, 1.1) * Math.max(0.35, 1 + sight[1]);
  return placeProp(makeClutter(random), rotation(between(random, 0, 6.28), 0, 0), size, [
    spot[0],
    0,
    spot[2],
  ]);
}

function drawLight(random: Random): Light {
  const azimuth = between(random, 0, 2 * Math.PI);
  const height = between(random, 0.35, 1.2);
  const warmth = random();
  const strength = between(random, 0.6, 1.7);
  const sun = scale(mixVectors([1, 0.96, 0.9], [1, 0.74, 0.48], warmth * warmth), strength);
  const sky = scale(mixVectors([0.5, 0.55, 0.65], [0.6, 0.55, 0.48], random()), between(random, 0.55, 1.1));
  return {
    direction: [Math.cos(azimuth) * Math.cos(height), Math.sin(height), Math.sin(azimuth) * Math.cos(height)],
    sun,
    sky,
    softness: random(),
  };
}
