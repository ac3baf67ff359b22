// The components of pages with forms or messages; loaded only there.
import {
  Button,
  CharacterCount,
  Checkboxes,
  ErrorSummary,
  NotificationBanner,
  Radios,
  createAll,
} from "govuk-frontend";

export function initForms(options) {
  for (const Component of [Button, CharacterCount, Checkboxes, ErrorSummary, NotificationBanner, Radios]) {
    createAll(Component, undefined, options);
  }
}
