using System.Net;
using Dataface.Flags.Server.Networks;

namespace Dataface.Flags.Server.Tests.Networks;

[TestFixture]
internal sealed class AddressRangesTests
{
    [TestCase("10.0.0.0/8", "10.255.0.1", true)]
    [TestCase("10.0.0.0/8", "11.0.0.1", false)]
    [TestCase("10.0.0.7", "10.0.0.7", true)]
    [TestCase("10.0.0.7", "10.0.0.8", false)]
    [TestCase("10.0.0.7", "::ffff:10.0.0.7", true)]
    [TestCase("::ffff:10.0.0.7", "10.0.0.7", true)]
    [TestCase("fd00::/8", "fd12::1", true)]
    [TestCase("fe80::/10", "fe80::1%3", true)]
    [TestCase("::1", "127.0.0.1", false)]
    public void Includes_AnyFormOfAnAddress_ComparesTheAddressItself(string range, string address, bool isIn) =>
        Assert.That(new AddressRanges([range]).Includes(IPAddress.Parse(address)), Is.EqualTo(isIn));

    [TestCase("")]
    [TestCase("10")]
    [TestCase("10.0.0")]
    [TestCase("10.0.0.0/33")]
    [TestCase("proxy.example.com")]
    [TestCase("fe80::1%3")]
    [TestCase("0x7f.0.0.1.2")]
    public void Faults_NeitherAddressNorRange_SayWhatToWrite(string text)
    {
        Assert.That(
            AddressRanges.Faults("Setting", [text]).Single(), Does.StartWith($"Setting: '{text}' is neither").And.Contain("10.0.0.0/8"));
        Assert.That(() => new AddressRanges([text]), Throws.InstanceOf<FormatException>());
    }
}
