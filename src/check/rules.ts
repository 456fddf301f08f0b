/** The one table of rules, in the order in which `tumen check --rules` lists them. */
import type { Rule } from './rule.ts';
import { altText } from './rules/accessibility/alt-text.ts';
import { contrastInFivePalettes } from './rules/accessibility/contrast.ts';
import { direction } from './rules/accessibility/direction.ts';
import { headingOrder } from './rules/accessibility/heading-order.ts';
import { language } from './rules/accessibility/language.ts';
import { linkPurpose } from './rules/accessibility/link-purpose.ts';
import { tables } from './rules/accessibility/tables.ts';
import { textSize } from './rules/accessibility/text-size.ts';
import { gmailStyles } from './rules/clients/gmail-styles.ts';
import { unknownClient } from './rules/clients/unknown-client.ts';
import {
  unsupportedAtRule,
  unsupportedCss,
  unsupportedHtml,
  unsupportedImage,
} from './rules/clients/unsupported.ts';
import { yahooStyles } from './rules/clients/yahoo-styles.ts';
import { allCapitals } from './rules/editorial/all-capitals.ts';
import { alreadyCarried } from './rules/editorial/already-carried.ts';
import { bareHeading } from './rules/editorial/bare-heading.ts';
import { dateContradiction } from './rules/editorial/date-contradiction.ts';
import { genericLinkText } from './rules/editorial/generic-link-text.ts';
import { headingLength } from './rules/editorial/heading-length.ts';
import { nameForm, preferredSpelling, wordToAvoid } from './rules/editorial/house-style.ts';
import { nearIdentical } from './rules/editorial/near-identical.ts';
import { outsideWeek } from './rules/editorial/outside-week.ts';
import { placeholder } from './rules/editorial/placeholder.ts';
import { preheaderLength } from './rules/editorial/preheader-length.ts';
import { repeatedHeading } from './rules/editorial/repeated-heading.ts';
import { repeatedParagraph } from './rules/editorial/repeated-paragraph.ts';
import { spelling } from './rules/editorial/spelling.ts';
import { storyLength } from './rules/editorial/story-length.ts';
import { subjectLength } from './rules/editorial/subject-length.ts';
import { webLeftovers } from './rules/editorial/web-leftovers.ts';
import { linkAlreadyCarried } from './rules/links/already-carried.ts';
import { bareAddress } from './rules/links/bare-address.ts';
import { duplicate } from './rules/links/duplicate.ts';
import { insecure } from './rules/links/insecure.ts';
import { moved } from './rules/links/moved.ts';
import { slow } from './rules/links/slow.ts';
import { syntax } from './rules/links/syntax.ts';
import { trackingParameters } from './rules/links/tracking.ts';
import { unreachable } from './rules/links/unreachable.ts';
import { activeContent } from './rules/mail/active-content.ts';
import { footer } from './rules/mail/footer.ts';
import { gmailClip } from './rules/mail/gmail-clip.ts';
import { headers } from './rules/mail/headers.ts';
import { leftover } from './rules/mail/leftover.ts';
import { lineLength } from './rules/mail/line-length.ts';
import { listId } from './rules/mail/list-id.ts';
import { oneClick } from './rules/mail/one-click.ts';
import { structure } from './rules/mail/structure.ts';
import { textPartLinks } from './rules/mail/text-part-links.ts';
import { namelessExperts } from './rules/sourcing/nameless-experts.ts';
import { noSource } from './rules/sourcing/no-source.ts';
import { singleSource } from './rules/sourcing/single-source.ts';
import { sourceWithoutAddress } from './rules/sourcing/source-without-address.ts';
import { sourceWithoutDate } from './rules/sourcing/source-without-date.ts';
import { twinSources } from './rules/sourcing/twin-sources.ts';
import { uncitedFigure } from './rules/sourcing/uncited-figure.ts';
import { uncitedQuotation } from './rules/sourcing/uncited-quotation.ts';
import { unverifiedExpert } from './rules/sourcing/unverified-expert.ts';
import { weakSources } from './rules/sourcing/weak-sources.ts';

export const rules: readonly Rule[] = [
  noSource,
  uncitedQuotation,
  uncitedFigure,
  singleSource,
  weakSources,
  twinSources,
  unverifiedExpert,
  namelessExperts,
  sourceWithoutDate,
  sourceWithoutAddress,

  placeholder,
  webLeftovers,
  dateContradiction,
  outsideWeek,
  alreadyCarried,
  nearIdentical,
  repeatedParagraph,
  bareHeading,
  subjectLength,
  preheaderLength,
  headingLength,
  repeatedHeading,
  allCapitals,
  genericLinkText,
  storyLength,
  nameForm,
  preferredSpelling,
  wordToAvoid,
  spelling,

  syntax,
  insecure,
  trackingParameters,
  duplicate,
  linkAlreadyCarried,
  bareAddress,
  unreachable,
  moved,
  slow,

  altText,
  headingOrder,
  contrastInFivePalettes,
  linkPurpose,
  language,
  direction,
  tables,
  textSize,

  unsupportedCss,
  unsupportedAtRule,
  unsupportedHtml,
  unsupportedImage,
  gmailStyles,
  yahooStyles,
  unknownClient,

  gmailClip,
  lineLength,
  headers,
  listId,
  oneClick,
  footer,
  structure,
  textPartLinks,
  leftover,
  activeContent,
];
