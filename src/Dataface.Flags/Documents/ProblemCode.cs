namespace Dataface.Flags.Documents;

/// <summary>
/// The code of every <see cref="DocumentProblem"/>. Codes are stable: tools may depend on them. docs/problems.md explains each.
/// </summary>
public static class ProblemCode
{
#pragma warning disable CS1591 // Each name says it; docs/problems.md, kept in step by a test, has the explanation and the remedy.
    public const string NotJson = "DF0101";
    public const string NotUtf8 = "DF0102";
    public const string TooDeep = "DF0103";
    public const string DuplicateProperty = "DF0104";
    public const string UnknownProperty = "DF0105";
    public const string MissingProperty = "DF0106";
    public const string WrongType = "DF0107";
    public const string UnsupportedSchema = "DF0108";
    public const string TooLarge = "DF0109";
    public const string BrokenText = "DF0110";
    public const string TooManyProblems = "DF0111";

    public const string InvalidName = "DF0201";
    public const string EmptyText = "DF0202";
    public const string UnknownKind = "DF0203";
    public const string SecurityRefused = "DF0204";
    public const string InvalidDate = "DF0205";
    public const string ExpiresBeforeCreated = "DF0206";
    public const string LifetimeTooLong = "DF0207";
    public const string TooManyRenewals = "DF0208";
    public const string InvalidRenewal = "DF0209";
    public const string ApprovalMissing = "DF0210";
    public const string CohortMissing = "DF0211";
    public const string CreatedInFuture = "DF0212";
    public const string LooksLikeSecurity = "DF0213";
    public const string InvalidAlias = "DF0214";
    public const string InvalidImport = "DF0215";
    public const string RenewalNotByOwner = "DF0216";
    public const string Expired = "DF0217";

    public const string TooFewVariants = "DF0301";
    public const string MixedVariants = "DF0302";
    public const string UnsupportedVariant = "DF0303";
    public const string NumberOutOfRange = "DF0304";
    public const string UnknownVariant = "DF0305";
    public const string UnknownSegment = "DF0306";
    public const string SegmentCycle = "DF0307";
    public const string UnknownFlag = "DF0308";
    public const string PrerequisiteCycle = "DF0309";
    public const string TooManyPrerequisites = "DF0310";
    public const string UnknownLayer = "DF0311";
    public const string SliceOverlap = "DF0312";
    public const string LayerUnitDiffers = "DF0313";
    public const string UnusedSegment = "DF0314";
    public const string UnusedLayer = "DF0315";
    public const string OffIsOn = "DF0316";
    public const string UnknownObjective = "DF0317";
    public const string AliasTaken = "DF0318";

    public const string InvalidPercent = "DF0401";
    public const string InvalidWeight = "DF0402";
    public const string AllWeightsZero = "DF0403";
    public const string SplitMissing = "DF0404";
    public const string InvalidSteps = "DF0405";
    public const string InvalidHold = "DF0406";
    public const string RampEndsEarly = "DF0407";
    public const string RampMissing = "DF0408";
    public const string ServedToEverybodyRefused = "DF0409";
    public const string ServedToEverybody = "DF0410";
    public const string ServeOrRollout = "DF0411";
    public const string DuplicateRule = "DF0412";
    public const string UnreachableRule = "DF0413";
    public const string InvalidSlice = "DF0414";
    public const string InvalidObjective = "DF0415";
    public const string InvalidGuard = "DF0416";
    public const string LooksLikeProduction = "DF0417";
    public const string InvalidStart = "DF0418";
    public const string UnnamedEnvironment = "DF0419";

    public const string InvalidCondition = "DF0501";
    public const string OneOperator = "DF0502";
    public const string InvalidOperand = "DF0503";
    public const string InvalidPattern = "DF0504";
    public const string InvalidInstant = "DF0505";
    public const string InvalidVersionRange = "DF0506";
    public const string ConditionTooDeep = "DF0507";
    public const string ConditionTooLarge = "DF0508";
    public const string InvalidWindow = "DF0509";
    public const string WindowIsOver = "DF0510";
#pragma warning restore CS1591
}
