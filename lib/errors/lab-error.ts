/**
 * Base of every error this library throws for something a caller can act on.
 *
 * The facts are fields of the subclass, so that a program need not read the message. Faults of the library itself
 * (a broken invariant) and of the JavaScript engine are not wrapped.
 *
 * @example try { await loadBackbone("vgg16") } catch (error) { if (error instanceof LabError) console.error(error.message) }
 */
export class LabError extends Error {
  override name = "LabError";
}
