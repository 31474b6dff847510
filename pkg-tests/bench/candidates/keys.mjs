// The secrets of the deliveries.

export const SECRET = "whsec_test_0123456789abcdef";
export const API_KEY = "a1p2z5b7v68b9112234";
export const TOKEN = "tok_5f2c9d7e41b84a06";
