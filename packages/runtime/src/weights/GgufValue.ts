/**
 * A GGUF metadata value. 64-bit integers are numbers where a double holds them exactly, else bigints.
 */
export type GgufValue = string | number | bigint | boolean | readonly GgufValue[];
