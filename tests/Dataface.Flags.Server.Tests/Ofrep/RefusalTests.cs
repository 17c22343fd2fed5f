using System.Text;
using Dataface.Flags.Providers;
using Dataface.Flags.Server.Ofrep;

namespace Dataface.Flags.Server.Tests.Ofrep;

/// <summary>Each error code of the protocol, provoked.</summary>
[TestFixture]
internal sealed class RefusalTests
{
    private OfrepHost _host = null!;

    [OneTimeSetUp]
    public async Task Start() => _host = await OfrepHost.StartAsync(OfrepHost.Own);

    [OneTimeTearDown]
    public async Task Stop() => await _host.DisposeAsync();

    [TestCase("")]
    [TestCase("{")]
    [TestCase("nonsense")]
    [TestCase("""{"context":{"targetingKey":"u"}""")]
    [TestCase("""{"context":{"targetingKey":"u"}} {}""")]
    [TestCase("""{"context":{"targetingKey":"u",}}""")]
    [TestCase("""{"context":{"targetingKey":"\ud800"}}""")]
    [TestCase("""{"context":{"targetingKey":"u","country":"\udc00x"}}""")]
    [TestCase("""{"context":{"targetingKey":"u","age":01}}""")]
    public async Task Evaluate_BodyIsNotJson_ParseError(string body) => await AssertRefusedAsync(body, 400, "PARSE_ERROR");

    [Test]
    public async Task Evaluate_BodyIsNotUtf8_ParseError()
    {
        var body = "{\"context\":{\"targetingKey\":\"?\"}}"u8.ToArray();
        body[Array.IndexOf(body, (byte)'?')] = 0xFF;
        var answer = await _host.PostAsync("share", body);
        Assert.That((answer.Status, answer.ErrorCode), Is.EqualTo((400, "PARSE_ERROR")));
    }

    [TestCase("{}")]
    [TestCase("null")]
    [TestCase("[]")]
    [TestCase("""{"context":null}""")]
    [TestCase("""{"context":["targetingKey"]}""")]
    [TestCase("""{"context":{"targetingKey":42}}""")]
    [TestCase("""{"context":{"targetingKey":{"a":1}}}""")]
    public async Task Evaluate_NoContextAsTheContractHasIt_InvalidContext(string body)
    {
        OfrepContract.AssertRefused(OfrepContract.EvaluationRequest, body);
        OfrepContract.AssertRefused(OfrepContract.BulkRequest, body);
        await AssertRefusedAsync(body, 400, "INVALID_CONTEXT");
    }

    [TestCase("""{"context":{}}""")]
    [TestCase("""{"context":{"userId":"u","targetingkey":"u"}}""")]
    [TestCase("""{"context":{"targetingKey":null}}""")]
    public async Task Evaluate_NoTargetingKey_TargetingKeyMissing(string body)
    {
        OfrepContract.AssertRefused(OfrepContract.EvaluationRequest, body);
        await AssertRefusedAsync(body, 400, "TARGETING_KEY_MISSING");
    }

    [TestCase("share", """{"targetingKey":""}""")]
    [TestCase("by-session", """{"targetingKey":"u"}""")]
    [TestCase("by-session", """{"targetingKey":"u","sessionId":1.5}""")]
    public async Task Evaluate_NoUnitForARollout_TargetingKeyMissing(string flag, string context)
    {
        var answer = await _host.EvaluateAsync(flag, context);
        Assert.That((answer.Status, answer.ErrorCode), Is.EqualTo((400, "TARGETING_KEY_MISSING")));
        OfrepContract.AssertValid(OfrepContract.Failure, answer.Body);
    }

    [Test]
    public async Task Evaluate_EmptyTargetingKeyAndNoUnitNeeded_IsAnswered() =>
        Assert.That((await _host.EvaluateAsync("everybody", """{"targetingKey":""}"""))["value"], Is.EqualTo("true"));

    [TestCase("no-such-flag", "no-such-flag")]
    [TestCase("%22%3Cscript%3E", "\"<script>")]
    [TestCase("..%2F..%2Fshare", "..%2F..%2Fshare")]
    public async Task Evaluate_UndefinedFlag_FlagNotFound(string path, string key)
    {
        var answer = await _host.EvaluateAsync(path, """{"targetingKey":"u"}""");
        Assert.That((answer.Status, answer.ErrorCode, (string?)answer.Json["key"]), Is.EqualTo((404, "FLAG_NOT_FOUND", key)));
        OfrepContract.AssertValid(OfrepContract.NotFound, answer.Body);
        Assert.That(answer.Body, Does.Not.Contain("<"));
    }

    [Test]
    public async Task Evaluate_BodyAtTheLimitAndBeyond_IsReadAndRefused()
    {
        var longest = Padded(RequestBody.MaxBytes);
        Assert.That((await _host.PostAsync("share", longest)).Status, Is.EqualTo(200));
        foreach (var length in new[] { RequestBody.MaxBytes + 1, 10 * RequestBody.MaxBytes })
        {
            await AssertRefusedAsync(Padded(length), 413, "GENERAL");
        }
    }

    [Test]
    public async Task Evaluate_EndlessBodyOfUnknownLength_IsRefused()
    {
        using var content = new StreamContent(new MemoryStream(Encoding.UTF8.GetBytes(Padded(4 * RequestBody.MaxBytes))));
        using var request = new HttpRequestMessage(HttpMethod.Post, OfrepEndpoints.BulkPath) { Content = content };
        request.Headers.TransferEncodingChunked = true;
        using var response = await _host.Client.SendAsync(request);
        Assert.That((int)response.StatusCode, Is.EqualTo(413));
    }

    [Test]
    public async Task Evaluate_NoFlagsYet_503AndNoGuess()
    {
        var unready = await FlagClient.StartAsync(o =>
        {
            o.Environment = "production";
            o.AddProvider(new InMemoryFlagConfigProvider("{"));
        });
        foreach (var flags in new[] { unready, null })
        {
            await using var host = await OfrepHost.StartAsync(flags);
            foreach (var flag in new[] { "share", null })
            {
                var answer = await host.PostAsync(flag, """{"context":{"targetingKey":"u"}}""");
                AssertProblem(answer, 503, flag);
                Assert.That(answer.RetryAfter, Is.EqualTo(TimeSpan.FromSeconds(5)));
            }
        }
    }

    [Test]
    public async Task Get_EitherPath_405()
    {
        foreach (var path in new[] { OfrepEndpoints.BulkPath, OfrepEndpoints.BulkPath + "/share" })
        {
            using var answer = await _host.Client.GetAsync(new Uri(path, UriKind.Relative));
            Assert.That((int)answer.StatusCode, Is.EqualTo(405));
        }
    }

    private async Task AssertRefusedAsync(string body, int status, string code)
    {
        foreach (var flag in new[] { "share", null })
        {
            var answer = await _host.PostAsync(flag, body);
            Assert.That((answer.Status, answer.ErrorCode), Is.EqualTo((status, code)), answer.Body);
            if (status == 400) OfrepContract.AssertValid(flag is null ? OfrepContract.BulkFailure : OfrepContract.Failure, answer.Body);
            else AssertProblem(answer, status, flag);
        }
    }

    /// <summary>An answer that the protocol's clients and those of RFC 9457 both understand.</summary>
    private static void AssertProblem(OfrepAnswer answer, int status, string? flag)
    {
        Assert.That((answer.Status, answer.ErrorCode, answer.ContentType), Is.EqualTo((status, "GENERAL", "application/problem+json")),
            answer.Body);
        Assert.That((int)answer.Json["status"]!, Is.EqualTo(status));
        Assert.That((string?)answer.Json["type"], Is.EqualTo("/problems/" + (string?)answer.Json["code"]));
        OfrepContract.AssertValid(OfrepContract.GeneralError, answer.Body);
        OfrepContract.AssertValid(flag is null ? OfrepContract.BulkFailure : OfrepContract.Failure, answer.Body);
    }

    private static string Padded(int length)
    {
        const string Start = """{"context":{"targetingKey":"u","padding":" """;
        return Start.PadRight(length - 3, 'x') + "\"}}";
    }
}
