using System.Reflection;
using System.Text.RegularExpressions;

namespace Dataface.Flags.Architecture.Tests;

/// <summary>docs/cli.md says what each exit code means.</summary>
[TestFixture]
internal sealed partial class CommandLinePageTests
{
    [Test]
    public void ExitCodes_EachOfThem_IsInTheTableAndNoOther()
    {
        var page = File.ReadAllText(Path.Combine(Sources.Root, "docs", "cli.md"));
        var codes = Assembly.Load("dataface-flags").GetTypes().Single(type => type.Name == "ExitCode")
            .GetFields().Where(field => field.IsLiteral).Select(field => $"{field.GetRawConstantValue()}");
        Assert.That(Row().Matches(page).Select(match => match.Groups[1].Value), Is.EquivalentTo(codes));
    }

    [GeneratedRegex(@"^\| `(\d+)` \|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
