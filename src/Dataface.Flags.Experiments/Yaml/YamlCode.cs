namespace Dataface.Flags.Experiments.Yaml;

/// <summary>
/// The digits of the codes that every kind of YAML document has; the document's kind puts its own two letters before them.
/// </summary>
internal static class YamlCode
{
    public const string NotYaml = "0101";
    public const string NotUtf8 = "0102";
    public const string TooLarge = "0103";
    public const string TooDeep = "0104";
    public const string Tab = "0105";
    public const string SeveralDocuments = "0106";
    public const string Anchor = "0107";
    public const string Tag = "0108";
    public const string DuplicateKey = "0109";
    public const string UnknownKey = "0110";
    public const string MissingKey = "0111";
    public const string Blank = "0112";
    public const string WrongType = "0113";
    public const string InvalidNumber = "0114";
    public const string InvalidPercentage = "0115";
    public const string InvalidDate = "0116";
    public const string InvalidDuration = "0117";
    public const string UnknownChoice = "0118";
    public const string InvalidName = "0119";
    public const string TooManyProblems = "0120";
}
