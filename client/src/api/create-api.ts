import type { Endpoint } from '../endpoint.ts';
import type { Api } from './api.ts';

export declare function createApi(endpoint: Endpoint): Api;
