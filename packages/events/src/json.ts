/** Whatever JSON can say. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** A JSON object whose keys belong to whoever wrote it. */
export type JsonObject = { [key: string]: Json };
