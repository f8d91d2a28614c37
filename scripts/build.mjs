/** `npm run build`: compiles lib/, kernel/ and cli/ into dist/. */
import { setUp } from "./setup.mjs";

setUp();
