namespace Dataface.Flags.Tests;

/// <summary>The rule of the mission that a test proves.</summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class, AllowMultiple = true)]
internal sealed class RuleAttribute(string rule) : PropertyAttribute("Rule", rule);
