using System.Text;
using System.Text.Json.Serialization;
using Dataface.Flags.Documents;

namespace Dataface.Flags.Tests.Evaluating;

/// <summary>A type of the caller's whose own code throws gives the fallback, and no evaluation throws.</summary>
[TestFixture]
internal sealed partial class ObjectReadingTests
{
    [TestCase(typeof(FormatException))]
    [TestCase(typeof(OverflowException))]
    [TestCase(typeof(NullReferenceException))]
    [TestCase(typeof(ArgumentException))]
    public void Evaluate_TypeThrowsWhenItIsMade_GivesTheFallback(Type error)
    {
        Moody.Mood = () => (Exception)Activator.CreateInstance(error)!;
        var evaluation = Given.Snapshot(Given.Flag("objects", Given.Serve("on")) with
        {
            Variants = [Given.Variant("off", """{ "Size": "1" }"""), Given.Variant("on", """{ "Size": "2" }""")],
        }).Evaluate(FlagKey.Of("objects", Moody.Fallback, MoodyJson.Default.Moody), EvaluationContext.Empty);
        Assert.That((evaluation.Value, evaluation.Reason), Is.EqualTo((Moody.Fallback, EvaluationReason.TypeMismatch)));
    }

    internal sealed class Moody
    {
        public static readonly Moody Fallback = new();
        public static Func<Exception>? Mood;

        public string Size
        {
            get;
            set
            {
                field = value;
                throw Mood!();
            }
        } = "";
    }

    [JsonSerializable(typeof(Moody))]
    internal sealed partial class MoodyJson : JsonSerializerContext;
}
