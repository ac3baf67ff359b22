// The components on every page.
export { createAll, ServiceNavigation, SkipLink } from "govuk-frontend";
