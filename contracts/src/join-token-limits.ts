/** Apart from the schema, because the form that makes tokens needs the numbers and no schema library. */
export const JOIN_TOKEN_NAME_MAX_LENGTH = 200;
export const JOIN_TOKEN_MAX_USES = 1_000_000;
