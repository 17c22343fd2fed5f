using System.Reflection;

namespace Dataface.Flags.Tests.Serving;

/// <summary>A path or address that is empty, such as a setting that is not there, is refused where it is written.</summary>
[TestFixture]
internal sealed class EmptyArgumentTests
{
    private static IEnumerable<MethodInfo> Methods =>
        typeof(FlagClientOptions).Assembly.GetExportedTypes().SelectMany(t => t.GetMethods())
            .Where(m => (m.DeclaringType == typeof(FlagClientOptions) && !m.IsSpecialName && m.DeclaringType == m.ReflectedType)
                || (m.IsStatic && m.GetParameters() is [{ ParameterType: var first }, ..] && first == typeof(FlagClientOptions)))
            .Where(m => m.ReturnType == typeof(FlagClientOptions) && m.GetParameters().Any(p => p.ParameterType == typeof(string)));

    [TestCaseSource(nameof(Methods))]
    public void Configure_EmptyText_IsRefusedByName(MethodInfo method)
    {
        foreach (var text in new[] { null, "", " " })
        {
            var name = "";
            object? Argument(ParameterInfo parameter)
            {
                if (parameter.ParameterType == typeof(FlagClientOptions)) return new FlagClientOptions();
                if (parameter.ParameterType != typeof(string)) return null;
                name = parameter.Name!;
                return text;
            }

            object?[] arguments = [.. method.GetParameters().Select(Argument)];
            var thrown = Assert.Throws<TargetInvocationException>(() => method.Invoke(new FlagClientOptions(), arguments), $"'{text}'");
            Assert.That(thrown!.InnerException, Is.InstanceOf<ArgumentException>());
            Assert.That(((ArgumentException)thrown.InnerException!).ParamName, Is.EqualTo(name));
        }
    }

    [Test]
    public void Methods_WithText_AreFound() => Assert.That(Methods.Select(m => m.Name),
        Is.SupersetOf(new[] { "UseFile", "UseStateFile", "UseGuardFile", "UseExposureFile", "UseHttp", "UseExposureServer" }));
}
