// The requirement ids that test titles may carry: prefix and highest number.
const highest: Readonly<Record<string, number>> = {
  BAS: 13,
  CFG: 11,
  SFC: 12,
  SVC: 13,
  SFM: 10,
  SYN: 18,
  CHN: 5,
  SLK: 11,
  TMS: 9,
  EML: 11,
  WAP: 10,
  WHK: 12,
  JRA: 10,
  SNW: 10,
  ZDK: 10,
  OAP: 9,
  ENT: 9,
  HLT: 8,
  ALR: 6,
  OPS: 8,
  QUA: 3,
};

export function isRequirementId(id: string): boolean {
  const [prefix = "", number = ""] = id.split("-");
  return Number(number) >= 1 && Number(number) <= (highest[prefix] ?? 0);
}
