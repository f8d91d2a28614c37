/** `npm run build`: compiles lib/ and kernel/ into dist/. */
import { setUp } from "./setup.mjs";

setUp();
