using System.Text;
using Dataface.Flags.Tests;

namespace Dataface.Flags.Server.Tests.Ofrep;

/// <summary>What must not leave the server, looked for in every answer that it can be made to give.</summary>
[TestFixture]
internal sealed class SecrecyTests
{
    private const string Context =
        """{"targetingKey":"hidden-vip-7","email":"eve@hidden.example","roles":["hidden-role"],"country":"XK-hidden","age":70,"beta":"""
            + """true,"sessionId":"hidden-session"}""";

    /// <summary>Names and values in the document, and in the context, that no answer may have.</summary>
    private static readonly string[] Secrets = ["hidden", "secret-segment", "secret-layer", "email", "roles", "country", "joined", "XK",
        "67.5", "eve@"];

    [Test]
    [Rule("private attributes and rules never leave the server")]
    public async Task Answers_OfEveryFlagAndRefusal_HaveNoRuleSegmentOrAttribute()
    {
        await using var host = await OfrepHost.StartAsync(OfrepHost.Own);
        await host.Flags.KillSwitch.KillAsync(new() { Flag = "share", By = "hidden-operator", Reason = "hidden-kill-reason" });
        var document = await File.ReadAllTextAsync(OfrepHost.Own);
        Assert.That(Secrets.Where(s => !document.Contains(s, StringComparison.Ordinal) && !Context.Contains(s, StringComparison.Ordinal)),
            Is.Empty, "the test looks for what is there");

        var answers = new StringBuilder();
        foreach (var context in new[] { Context, """{"targetingKey":"u"}""", """{"targetingKey":"hidden""" })
        {
            var bulk = await host.EvaluateAllAsync(context);
            answers.AppendLine(bulk.Body);
            foreach (var flag in host.Flags.Pin().Flags.ToArray())
                answers.AppendLine((await host.EvaluateAsync(flag.Details.Key, context)).Body);
        }

        Assert.That(answers.ToString(), Does.Contain("TARGETING_MATCH").And.Contain("PARSE_ERROR").And.Contain("DISABLED"));
        Assert.That(Secrets.Where(s => answers.ToString().Contains(s, StringComparison.OrdinalIgnoreCase)), Is.Empty, answers.ToString());
    }
}
