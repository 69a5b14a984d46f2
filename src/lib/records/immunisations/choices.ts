export const sites = ['left_arm', 'right_arm', 'left_thigh', 'right_thigh'] as const;
export const routes = ['intramuscular', 'subcutaneous', 'intradermal', 'oral', 'nasal'] as const;

/** How many doses a form has room for. */
export const mostDoses = 6;
