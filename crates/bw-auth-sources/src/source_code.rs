//! The stable codes of `SourceError`.

use crate::place::Place;
use crate::source_error::SourceError;

impl SourceError {
    /// A stable name for this error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::AccountId { .. } => "source.account_id",
            Self::AuthContradicts { .. } => "source.auth_contradicts",
            Self::AuthUnknown(_) => "source.auth_unknown",
            Self::Credentials { .. } => "source.credentials",
            Self::Environment(_) => "source.environment",
            Self::FileBom(_) => "source.file_bom",
            Self::FileEmpty(_) => "source.file_empty",
            Self::FileKind(_) => "source.file_kind",
            Self::FileMissing(_) => "source.file_missing",
            Self::FileNotText { .. } => "source.file_not_text",
            Self::FileSpace { .. } => "source.file_space",
            Self::FileTooLarge { .. } => "source.file_too_large",
            Self::FileTorn(_) => "source.file_torn",
            Self::FileUnsettled(_) => "source.file_unsettled",
            Self::FileUnreadable { .. } => "source.file_unreadable",
            Self::FileWritable(_) => "source.file_writable",
            Self::HalfSet { .. } => "source.half_set",
            Self::HelperFailed { .. } => "source.helper_failed",
            Self::HelperEmpty(_) => "source.helper_empty",
            Self::HelperIncomplete(_) => "source.helper_incomplete",
            Self::HelperMissing(_) => "source.helper_missing",
            Self::HelperNotBuilt(_) => "source.helper_not_built",
            Self::HelperOutput { .. } => "source.helper_output",
            Self::HelperStart { .. } => "source.helper_start",
            Self::HelperTimeout { .. } => "source.helper_timeout",
            Self::HelperTooLarge { .. } => "source.helper_too_large",
            Self::NotConfigured => "source.not_configured",
            Self::NotText(_) => "source.not_text",
            Self::ProfileFileMissing(_) => "source.profile_file_missing",
            Self::ProfileKey { .. } => "source.profile_key",
            Self::ProfileMissing(_) => "source.profile_missing",
            Self::ProfileMode { .. } => "source.profile_mode",
            Self::ProfileSyntax { .. } => "source.profile_syntax",
            Self::ProfileType { .. } => "source.profile_type",
            Self::Provider { .. } => "source.provider",
            Self::Replaced(_) => "source.replaced",
            Self::TokenUrl { .. } => "source.token_url",
            Self::TwoSchemes { .. } => "source.two_schemes",
            Self::TwoSources { .. } => "source.two_sources",
        }
    }

    /// The variable, file or profile that it is about; `None` if nothing is configured at all.
    #[must_use]
    pub fn place(&self) -> Option<&Place> {
        match self {
            Self::NotConfigured => None,
            Self::AccountId { place, .. }
            | Self::AuthContradicts { place, .. }
            | Self::AuthUnknown(place)
            | Self::Credentials { place, .. }
            | Self::Environment(place)
            | Self::FileBom(place)
            | Self::FileEmpty(place)
            | Self::FileKind(place)
            | Self::FileMissing(place)
            | Self::FileNotText { place, .. }
            | Self::FileSpace { place, .. }
            | Self::FileTooLarge { place, .. }
            | Self::FileTorn(place)
            | Self::FileUnsettled(place)
            | Self::FileUnreadable { place, .. }
            | Self::FileWritable(place)
            | Self::HalfSet { set: place, .. }
            | Self::HelperFailed { place, .. }
            | Self::HelperEmpty(place)
            | Self::HelperIncomplete(place)
            | Self::HelperMissing(place)
            | Self::HelperNotBuilt(place)
            | Self::HelperOutput { place, .. }
            | Self::HelperStart { place, .. }
            | Self::HelperTimeout { place, .. }
            | Self::HelperTooLarge { place, .. }
            | Self::NotText(place)
            | Self::ProfileFileMissing(place)
            | Self::ProfileKey { place, .. }
            | Self::ProfileMissing(place)
            | Self::ProfileMode { place, .. }
            | Self::ProfileSyntax { place, .. }
            | Self::ProfileType { place, .. }
            | Self::Provider { place, .. }
            | Self::Replaced(place)
            | Self::TokenUrl { place, .. }
            | Self::TwoSchemes { first: place, .. }
            | Self::TwoSources { first: place, .. } => Some(place),
        }
    }
}
