// What is spent of the vendors' limits is kept in a file of its own (core/http/limits-file.ts), shared by all processes.
export const limitsApart = "DROP TABLE rate_bucket;";
