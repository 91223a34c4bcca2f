import { classify } from './classify.mjs';
import { cost } from './cost.mjs';
import { decode } from './decode.mjs';
import { edit, locate } from './edit.mjs';
import { growth } from './growth.mjs';
import { load } from './load.mjs';
import { memory } from './memory.mjs';
import { prefill } from './prefill.mjs';
import { repeated } from './repeated.mjs';
import { sample } from './sample.mjs';
import { study } from './study.mjs';

/** In the order in which they are run: what each of them measures stands in its file. */
export const cases = [
  load,
  prefill,
  decode,
  locate,
  edit,
  classify,
  memory,
  growth,
  repeated,
  cost,
  sample,
  study,
];
