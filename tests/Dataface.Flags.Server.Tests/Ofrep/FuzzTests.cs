using System.Text;

namespace Dataface.Flags.Server.Tests.Ofrep;

/// <summary>Bodies that were damaged at random are refused or answered; the server never fails.</summary>
[TestFixture]
internal sealed class FuzzTests
{
    private const int Requests = 3_000;
    private static readonly int[] Expected = [200, 400, 413];

    private static readonly string[] Seeds =
    [
        """{"context":{"targetingKey":"user-42","country":"DE","age":67.5,"beta":true,"roles":["a","b"],"joined":"2025-12-31T00:00:"""
            + """00Z","n":{"m":[1]}}}""",
        """{"more":[{}],"context":{"email":"\u0061\ud83d\ude00@x","targetingKey":"\"\\\/\b","age":-1e308,"roles":[],"sessionId":"""
            + """9223372036854775807}}""",
    ];

    private static readonly string[] Pieces = ["{", "}", "[", "]", "\"", "\\", "\\u", "\\ud800", "null", "1e999", ",", ":", "\0", "\u00e9",
        "targetingKey", "context", "-", "0x"];

    [Test]
    public async Task Evaluate_DamagedBodies_NeverA5xx()
    {
        await using var host = await OfrepHost.StartAsync(OfrepHost.Own);
        var seen = new Dictionary<int, int>();
        for (var seed = 0; seed < Requests; seed++)
        {
            var random = new Random(seed);
            var body = Damage(random);
            var answer = await host.PostAsync(random.Next(3) == 0 ? null : "targeted", body);
            Assert.That(Expected, Does.Contain(answer.Status), $"seed {seed}: {Encoding.UTF8.GetString(body)}");
            if (answer.Status != 200) Assert.That(answer.ErrorCode, Is.Not.Null, $"seed {seed}");
            seen[answer.Status] = seen.GetValueOrDefault(answer.Status) + 1;
        }

        Assert.That(seen.Keys, Is.EquivalentTo(Expected), "the loop provoked each kind of answer");
        TestContext.Out.WriteLine(string.Join(", ", seen.Select(s => $"{s.Key}: {s.Value}")));
    }

    private static byte[] Damage(Random random)
    {
        if (random.Next(100) == 0) return new byte[70_000];
        if (random.Next(100) == 0) return Encoding.UTF8.GetBytes("{\"context\":" + new string('[', random.Next(2_000)));
        var body = new List<byte>(Encoding.UTF8.GetBytes(Seeds[random.Next(Seeds.Length)]));
        for (var times = random.Next(4); times >= 0; times--)
        {
            var at = random.Next(body.Count);
            switch (random.Next(5))
            {
                case 0:
                    body[at] = (byte)random.Next(256);
                    break;
                case 1:
                    body.RemoveRange(at, Math.Min(random.Next(10), body.Count - at));
                    break;
                case 2:
                    body.InsertRange(at, Encoding.UTF8.GetBytes(Pieces[random.Next(Pieces.Length)]));
                    break;
                case 3:
                    body.InsertRange(at, body.GetRange(at, Math.Min(random.Next(40), body.Count - at)));
                    break;
                default:
                    body.Insert(at, (byte)' ');
                    break;
            }

            if (body.Count == 0) break;
        }

        return [.. body];
    }
}
