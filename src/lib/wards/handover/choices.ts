/** Characters one part of a handover sheet may have. */
export const sectionLength = 20_000;
