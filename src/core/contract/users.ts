// The people of a vendor.

/** People of the vendor by e-mail address, for fields that name one. */
export interface UserPort {
  /**
   * Id → e-mail address, lower case; ids without one are absent. Blank for the user that integ acts as: what a vendor
   * gives to it, because integ made it, nobody has taken.
   */
  emails(ids: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** E-mail address, lower case → ids of active users who have it. */
  ids(emails: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>>;
}
