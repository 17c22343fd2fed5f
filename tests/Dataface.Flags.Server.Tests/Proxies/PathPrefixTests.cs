using Dataface.Flags.Server.Proxies;

namespace Dataface.Flags.Server.Tests.Proxies;

[TestFixture]
internal sealed class PathPrefixTests
{
    [TestCase("/flags", "/flags")]
    [TestCase("/flags/", "/flags")]
    [TestCase("/tools/flags-2.0/~me", "/tools/flags-2.0/~me")]
    [TestCase("/", "")]
    public void Parse_APath_IsItWithoutASlashAtItsEnd(string text, string prefix) =>
        Assert.That(PathPrefix.Parse(text), Is.EqualTo(prefix));

    [TestCase("")]
    [TestCase("flags")]
    [TestCase("//elsewhere.example")]
    [TestCase("/flags//more")]
    [TestCase("/flags//")]
    [TestCase("https://elsewhere.example/flags")]
    [TestCase("javascript:alert(1)")]
    [TestCase("""/\elsewhere.example""")]
    [TestCase("/..")]
    [TestCase("/flags/../admin")]
    [TestCase("/flags/./x")]
    [TestCase("/%2e%2e/x")]
    [TestCase("/%2f%2felsewhere.example")]
    [TestCase("/flags\n")]
    [TestCase("/flags\r\nSet-Cookie: x=1")]
    [TestCase("/fl\0ags")]
    [TestCase("/flags?x=1")]
    [TestCase("/flags#x")]
    [TestCase("/flags;x")]
    [TestCase("/flags, /more")]
    [TestCase("/flags\" onclick=\"x")]
    [TestCase("/flagś")]
    public void Parse_AnythingElse_IsNull(string text) => Assert.That(PathPrefix.Parse(text), Is.Null);

    [Test]
    public void Parse_VeryLongPath_IsNull() => Assert.That(PathPrefix.Parse("/" + new string('x', 200)), Is.Null);
}
