using static Dataface.Flags.Analyzers.Tests.Checks.CheckedProject;

namespace Dataface.Flags.Analyzers.Tests.Checks;

[TestFixture]
internal sealed class KeptAnswerTests
{
    [TestCase("public static class A { private static FlagSnapshot? {|DFA0008:s_pin|}; public static void M(IFlagClient c) => s_pin = "
        + "c.Pin(); }")]
    [TestCase("public static class A { public static Evaluation<bool> {|DFA0008:Last|} { get; set; } }")]
    [TestCase("public static class A { private static IFlags s_flags = null!; private static readonly bool {|DFA0008:IsNew|} = "
        + "s_flags.IsEnabled(\"quiet\"); }")]
    [TestCase("public static class A { private static IFlags s_flags = null!; public static bool {|DFA0008:IsOld|} { get; } = "
        + "!s_flags.Evaluate(\"quiet\").Value; }")]
    [TestCase("public sealed class A : BackgroundService { private readonly FlagSnapshot {|DFA0008:_pin|}; public A(IFlagClient c) => _pin "
        + "= c.Pin(); protected override Task ExecuteAsync(CancellationToken t) => Task.CompletedTask; }")]
    [TestCase("public sealed class A : BackgroundService { private readonly bool {|DFA0008:_isNew|}; public A(IFlagClient c) { _isNew = "
        + "c.IsEnabled(\"quiet\"); } protected override Task ExecuteAsync(CancellationToken t) => Task.CompletedTask; }")]
    [TestCase("public sealed class A { private readonly IRequestFlags {|DFA0008:_flags|}; public A(IRequestFlags flags) => _flags = flags; "
        + "} public static class B { public static void M(IServiceCollection s) => s.AddSingleton<A>(); }")]
    [TestCase("public interface I; public sealed class A : I { private Evaluation<string>? {|DFA0008:_last|}; } public static class B { "
        + "public static void M(IServiceCollection s) => s.AddSingleton<I, A>(); }")]
    public Task Check_AnswerThatLivesAsLongAsTheProcess_IsReported(string source) => CheckAsync(source);

    [TestCase("public sealed class A { private readonly FlagSnapshot _pin; public A(IFlagClient c) => _pin = c.Pin(); }")]
    [TestCase("public sealed class A(IRequestFlags flags) { private readonly IRequestFlags _flags = flags; } public static class B { "
        + "public static void M(IServiceCollection s) => s.AddScoped<A>(); }")]
    [TestCase("public static class A { private static FlagSnapshot s_none = FlagSnapshot.Empty; }")]
    [TestCase("public static class A { private static bool s_isNew; public static void M(IFlagClient c) => c.OnChange(_ => s_isNew = "
        + "c.IsEnabled(\"quiet\")); }")]
    [TestCase("public static class A { private static readonly AsyncLocal<FlagSnapshot> Pin = new(); [ThreadStatic] private static "
        + "FlagSnapshot? t_pin; }")]
    [TestCase("public static class A { public static FlagSnapshot Now => null!; private static IFlagClient s_client = null!; }")]
    [TestCase("public sealed class A : BackgroundService { private bool _isNew; public A(IFlagClient c) { } protected override Task "
        + "ExecuteAsync(CancellationToken t) { _isNew = ((IFlags)null!).IsEnabled(\"quiet\"); return Task.CompletedTask; } }")]
    [TestCase("public sealed class FlagSnapshot; public static class A { private static FlagSnapshot? s_mine; }")]
    public Task Check_ShorterLifeOrRefreshed_IsNotReported(string source) => CheckAsync(source);
}
