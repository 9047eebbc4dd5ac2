/** Requests allowed, by what they are counted against; per minute unless said otherwise. */
export interface CloudLimits {
  /** Per hour: each may bring a hundred megabytes of documents. */
  readonly registrationsPerAddress: number;
  readonly wrongSecretsPerAddress: number;
  readonly requestsPerRegistration: number;
  readonly enrolmentsPerAddress: number;
  readonly codesPerEnterprise: number;
  readonly requestsPerEnterprise: number;
  readonly signInsPerAddress: number;
  readonly requestsPerOperator: number;
  /** Each is a message that costs, or annoys. */
  readonly noticeTestsPerOperator: number;
}

/** Several shops may share an address, so what is known is counted by whose it is. */
export const defaultCloudLimits: CloudLimits = {
  registrationsPerAddress: 20,
  wrongSecretsPerAddress: 60,
  requestsPerRegistration: 60,
  enrolmentsPerAddress: 10,
  codesPerEnterprise: 20,
  requestsPerEnterprise: 600,
  signInsPerAddress: 20,
  requestsPerOperator: 1_200,
  noticeTestsPerOperator: 6,
};
