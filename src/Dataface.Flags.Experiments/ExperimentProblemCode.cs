using Dataface.Flags.Experiments.Yaml;

namespace Dataface.Flags.Experiments;

/// <summary>
/// The code of every problem of experiment documents. Codes are stable: tools may depend on them. docs/experiment-problems.md explains
/// each. Conditions of an audience are those of flag documents and have their codes (<c>DF05..</c>).
/// </summary>
public static class ExperimentProblemCode
{
    /// <summary>The two letters before the digits of all codes of experiment documents.</summary>
    internal const string Prefix = "DX";

#pragma warning disable CS1591 // Each name says it; docs/experiment-problems.md has the explanation and the remedy.
    public const string NotYaml = Prefix + YamlCode.NotYaml;
    public const string NotUtf8 = Prefix + YamlCode.NotUtf8;
    public const string TooLarge = Prefix + YamlCode.TooLarge;
    public const string TooDeep = Prefix + YamlCode.TooDeep;
    public const string Tab = Prefix + YamlCode.Tab;
    public const string SeveralDocuments = Prefix + YamlCode.SeveralDocuments;
    public const string Anchor = Prefix + YamlCode.Anchor;
    public const string Tag = Prefix + YamlCode.Tag;
    public const string DuplicateKey = Prefix + YamlCode.DuplicateKey;
    public const string UnknownKey = Prefix + YamlCode.UnknownKey;
    public const string MissingKey = Prefix + YamlCode.MissingKey;
    public const string Blank = Prefix + YamlCode.Blank;
    public const string WrongType = Prefix + YamlCode.WrongType;
    public const string InvalidNumber = Prefix + YamlCode.InvalidNumber;
    public const string InvalidPercentage = Prefix + YamlCode.InvalidPercentage;
    public const string InvalidDate = Prefix + YamlCode.InvalidDate;
    public const string InvalidDuration = Prefix + YamlCode.InvalidDuration;
    public const string UnknownChoice = Prefix + YamlCode.UnknownChoice;
    public const string InvalidName = Prefix + YamlCode.InvalidName;
    public const string TooManyProblems = Prefix + YamlCode.TooManyProblems;

    public const string UnsupportedSchema = "DX0201";
    public const string EndsBeforeStart = "DX0202";
    public const string UnknownMetric = "DX0203";
    public const string GivenTwice = "DX0204";
    public const string NoTreatment = "DX0205";
    public const string InvalidMetric = "DX0206";
    public const string DuplicateId = "DX0207";
    public const string DecisionMissing = "DX0208";
    public const string DecidedTooSoon = "DX0209";

    public const string UnknownFlag = "DX0301";
    public const string UnknownVariant = "DX0302";
    public const string UnknownSegment = "DX0303";
    public const string UnknownLayer = "DX0304";
    public const string LayerDiffers = "DX0305";
    public const string FlagExpiresEarly = "DX0306";
    public const string SplitDiffers = "DX0307";
    public const string ExposureDiffers = "DX0308";
    public const string NothingToCompare = "DX0309";
    public const string FlagKilled = "DX0310";

    public const string NoFlag = "DX0401";
    public const string SilentChange = "DX0402";
    public const string NoHypothesis = "DX0403";
    public const string OpenEnded = "DX0404";
    public const string TooLong = "DX0405";
    public const string Overdue = "DX0406";
    public const string SeveralVariables = "DX0407";
    public const string Overlap = "DX0408";
    public const string NoReadout = "DX0409";
    public const string FlagRemains = "DX0410";
    public const string VanityMetric = "DX0411";
    public const string ApprovalMissing = "DX0412";
    public const string CohortMissing = "DX0413";
    public const string SecurityRefused = "DX0414";
    public const string ForbiddenArea = "DX0415";
    public const string SecuritySignOffMissing = "DX0416";
    public const string PersonalData = "DX0417";
    public const string TooShort = "DX0418";
    public const string TooSmall = "DX0419";
    public const string UnknownArea = "DX0420";
    public const string NoLimit = "DX0421";
    public const string RelativeLimit = "DX0422";
    public const string NoWindow = "DX0423";

    public const string InvalidTransition = "DX0501";
    public const string StartsLater = "DX0502";
    public const string NotRecommended = "DX0503";
    public const string SelfApproved = "DX0504";
    public const string ObjectiveAtRisk = "DX0505";

    public const string InvalidRow = "DX0601";
    public const string UnknownColumn = "DX0602";
    public const string UnknownKpi = "DX0603";
    public const string UnknownArm = "DX0604";
    public const string WrongKind = "DX0605";
    public const string DamagedSums = "DX0606";
    public const string FromTheFuture = "DX0607";
    public const string OutsideRun = "DX0608";
    public const string ContradictsRow = "DX0609";
    public const string NoRows = "DX0610";
#pragma warning restore CS1591
}
