/** What became of one request. Only `retryable` may be sent again (OTLP specification, "Failures"). */
export type ExportOutcome = SentOutcome | RetryableOutcome | RejectedOutcome;

export interface SentOutcome {
  readonly kind: 'sent';
  /** Profiles the server refused although it took the request (`partial_success`); they must not be sent again. */
  readonly rejectedProfiles: bigint;
  /** The server's warning, or ''. */
  readonly message: string;
}

export interface RetryableOutcome {
  readonly kind: 'retryable';
  readonly reason: string;
  /** Delay the server asked for (`google.rpc.RetryInfo`); absent: back off. */
  readonly delayMs?: number;
  /**
   * True if the server was there and turned this request away (a limit, a reset stream): it may be one that never
   * passes, and must not hold up those behind it for ever. False if nobody answered.
   */
  readonly mayNeverPass: boolean;
}

export interface RejectedOutcome {
  readonly kind: 'rejected';
  readonly reason: string;
}

/** Sends one serialized `ExportProfilesServiceRequest`. Never rejects: failures are outcomes. */
export interface ProfilesExporter {
  export(request: Uint8Array): Promise<ExportOutcome>;
  close(): void;
}
