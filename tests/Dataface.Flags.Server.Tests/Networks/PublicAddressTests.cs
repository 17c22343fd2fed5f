using System.Net;
using Dataface.Flags.Server.Networks;

namespace Dataface.Flags.Server.Tests.Networks;

[TestFixture]
internal sealed class PublicAddressTests
{
    [TestCase("127.0.0.1", "loopback")]
    [TestCase("127.8.9.10", "loopback")]
    [TestCase("::1", "loopback")]
    [TestCase("::ffff:127.0.0.1", "loopback")]
    [TestCase("64:ff9b::7f00:1", "loopback")]
    [TestCase("10.0.0.1", "private")]
    [TestCase("172.16.0.1", "private")]
    [TestCase("172.31.255.255", "private")]
    [TestCase("192.168.1.1", "private")]
    [TestCase("100.64.0.1", "private")]
    [TestCase("::ffff:10.0.0.1", "private")]
    [TestCase("64:ff9b::a00:1", "private")]
    [TestCase("64:ff9b:1::808:808", "private")]
    [TestCase("fc00::1", "private")]
    [TestCase("fd12:3456::1", "private")]
    [TestCase("fec0::1", "private")]
    [TestCase("169.254.1.1", "link-local")]
    [TestCase("fe80::1", "link-local")]
    [TestCase("fe80::1%3", "link-local")]
    [TestCase("169.254.169.254", "metadata")]
    [TestCase("::ffff:169.254.169.254", "metadata")]
    [TestCase("64:ff9b::a9fe:a9fe", "metadata")]
    [TestCase("fd00:ec2::254", "metadata")]
    [TestCase("168.63.129.16", "metadata")]
    [TestCase("100.100.100.200", "metadata")]
    [TestCase("224.0.0.1", "multicast")]
    [TestCase("ff02::1", "multicast")]
    [TestCase("0.0.0.0", "reserved")]
    [TestCase("0.1.2.3", "reserved")]
    [TestCase("255.255.255.255", "reserved")]
    [TestCase("192.0.2.1", "reserved")]
    [TestCase("198.18.0.1", "reserved")]
    [TestCase("::", "reserved")]
    [TestCase("::7f00:1", "reserved")]
    [TestCase("2001::1", "reserved")]
    [TestCase("2001:db8::1", "reserved")]
    [TestCase("2002:7f00:1::", "reserved")]
    [TestCase("4000::1", "reserved")]
    public void WhyNot_OfASpecialAddress_IsItsKind(string address, string kind) =>
        Assert.That(PublicAddress.WhyNot(IPAddress.Parse(address)), Is.EqualTo(kind));

    [TestCase("8.8.8.8")]
    [TestCase("172.32.0.1")]
    [TestCase("100.128.0.1")]
    [TestCase("::ffff:8.8.8.8")]
    [TestCase("64:ff9b::808:808")]
    [TestCase("2606:4700::1111")]
    [TestCase("2a00:1450:4001::1")]
    public void WhyNot_OfAnAddressOfTheInternet_IsNothing(string address) =>
        Assert.That(PublicAddress.WhyNot(IPAddress.Parse(address)), Is.Null);
}
