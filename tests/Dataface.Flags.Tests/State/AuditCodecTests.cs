using Dataface.Flags.State;
using FsCheck;
using FsCheck.Fluent;

namespace Dataface.Flags.Tests.State;

[TestFixture]
internal sealed class AuditCodecTests
{
    private static readonly Config Many = Config.QuickThrowOnFailure.WithMaxTest(500);

    [Test]
    public void TryRead_WhatWriteWrote_IsTheSameText() => Prop.ForAll(ArbMap.Default.ArbFor<string>(), text =>
    {
        var line = AuditCodec.Write(Record(text ?? ""));
        return AuditCodec.TryRead(line, out var record) && record.Hash == AuditCodec.HashOf(record) && !line.Contains((byte)'\n');
    }).Check(Many);

    [TestCase("\uD800", TestName = "a high surrogate alone")]
    [TestCase("a\uDC00b", TestName = "a low surrogate alone")]
    [TestCase("\uD83D\uDE00", TestName = "a pair")]
    [TestCase("\0\r\n\t\u007F\u0085\u2028\uFFFD\uFFFF\uE000", TestName = "controls, separators, private use")]
    public void TryRead_TextOfEveryKind_IsWhatWasWritten(string text)
    {
        var line = AuditCodec.Write(Record(text));
        Assert.That(AuditCodec.TryRead(line, out var record), "a record that cannot be read back would break the chain");
        Assert.That(record.Hash, Is.EqualTo(AuditCodec.HashOf(record)));
    }

    private static AuditRecord Record(string text) => new TrailHead(0, AuditCodec.Genesis).Next(new StateChange
    {
        Action = StateAction.Kill,
        Environment = "production",
        Flag = "f" + text,
        By = text,
        From = text,
        Reason = text,
        At = DateTimeOffset.UnixEpoch,
    }, FlagState.Empty, "store");
}
