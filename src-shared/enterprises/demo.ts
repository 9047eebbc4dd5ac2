/** The enterprise of the sample, the same at the demo's landing and at the demo's cloud, so that one finds the other. */
export const demoEnterpriseId = '019a9d1c-5f00-7de0-8de0-0123456789ab';
