using System.Text.Json;
using Dataface.Flags.Cli.Server;

namespace Dataface.Flags.Cli.Tests.Server;

/// <summary>What a server's answer comes to for whoever waits for instances.</summary>
[TestFixture]
internal sealed class ServerAnswerTests
{
    [TestCase("""{"confirmed":2,"expected":2,"isPartial":false,"silent":0}""", false)]
    [TestCase("""{"confirmed":0,"expected":0,"isPartial":false,"silent":0}""", false)]
    [TestCase("""{"confirmed":2,"expected":2,"isPartial":false}""", false, Description = "an older server")]
    [TestCase("""{"confirmed":1,"expected":2,"isPartial":false,"silent":0}""", true)]
    [TestCase("""{"confirmed":2,"expected":2,"isPartial":false,"silent":1}""", true)]
    [TestCase("""{"confirmed":0,"expected":0,"isPartial":false,"silent":1}""", true)]
    [TestCase("""{"confirmed":2,"expected":2,"isPartial":true,"silent":0}""", true)]
    public void IsUnconfirmed_ByWhoIsMissingSilentOrNotKept(string confirmation, bool expected)
    {
        var answer = ServerAnswer.Of(JsonElement.Parse($$"""{"reach":"fleet","confirmation":{{confirmation}}}"""));
        Assert.That(answer.IsUnconfirmed, Is.EqualTo(expected));
    }
}
