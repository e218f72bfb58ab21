/** Headers by which a client names itself and counts its requests (1, 2, ...), so that each is executed once. */
export const CLIENT_HEADER = 'paxoscope-client';
export const SEQUENCE_HEADER = 'paxoscope-sequence';
