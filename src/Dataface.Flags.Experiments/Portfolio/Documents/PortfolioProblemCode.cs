using Dataface.Flags.Experiments.Yaml;

namespace Dataface.Flags.Experiments.Portfolio.Documents;

/// <summary>
/// The code of every problem of portfolio documents. Codes are stable; docs/portfolio-problems.md, kept in step by a test, explains each.
/// </summary>
internal static class PortfolioProblemCode
{
    /// <summary>The two letters before the digits of all codes of portfolio documents.</summary>
    internal const string Prefix = "DP";

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
    public const string InvalidDate = Prefix + YamlCode.InvalidDate;
    public const string InvalidDuration = Prefix + YamlCode.InvalidDuration;
    public const string UnknownChoice = Prefix + YamlCode.UnknownChoice;
    public const string InvalidName = Prefix + YamlCode.InvalidName;
    public const string TooManyProblems = Prefix + YamlCode.TooManyProblems;

    public const string UnsupportedSchema = "DP0201";
    public const string DuplicateId = "DP0202";
    public const string NothingInIt = "DP0203";

    public const string DesignIncomplete = "DP0301";
    public const string OneBelief = "DP0302";
    public const string AnswerTooLate = "DP0303";
    public const string CheaperMethod = "DP0304";
    public const string NoAlternative = "DP0305";

    public const string LeadTimeReversed = "DP0401";
    public const string StartMissing = "DP0402";
    public const string BegunEarly = "DP0403";

    public const string DeferralIncomplete = "DP0501";
    public const string CriticalDeferred = "DP0502";
    public const string NoWayBack = "DP0503";
    public const string EvidenceMissing = "DP0504";
    public const string DeferralUnused = "DP0505";
    public const string InvalidAddress = "DP0506";

    public const string UnknownReference = "DP0601";
    public const string Cycle = "DP0602";
    public const string Unneeded = "DP0603";
}
