/** Password of every demo user. */
export const demoPassword = 'demo';
export const demoOperator = 'operator@demo.test';
export const demoCustomer = 'customer@demo.test';
