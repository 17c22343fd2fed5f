using Dataface.Flags.Analyzers.Checks;
using static Dataface.Flags.Analyzers.Tests.Checks.CheckedProject;

namespace Dataface.Flags.Analyzers.Tests.Checks;

[TestFixture]
internal sealed class PersonalAttributeTests
{
    [TestCase("EvaluationContext.ForUser(user).With({|DFA0009:\"email\"|}, user);")]
    [TestCase("EvaluationContext.ForUser(user).With(value: user, name: {|DFA0009:\"customer-email\"|});")]
    [TestCase("EvaluationContext.Empty.With({|DFA0009:\"ip\"|}, user).WithPrivate(\"phone\", user);")]
    [TestCase("new RequestFlagsOptions().FromClaim({|DFA0009:\"email\"|}, \"email\");")]
    [TestCase("new RequestFlagsOptions().FromHeader({|DFA0009:\"clientIp\"|}, \"X-Forwarded-For\", isPrivate: false);")]
    [TestCase("EvaluationContext.ForUser(user).With({|DFA0009:\"phone\"|}, 49L).WithList({|DFA0009:\"email\"|}, new[] { user });")]
    [TestCase("EvaluationContext.CreateBuilder(user).Set({|DFA0009:\"email\"|}, user).Set(\"plan\", user).Set(\"phone\", user, isPrivate: "
        + "true);")]
    public Task Check_PersonalAttribute_IsReported(string body) => CheckBodyAsync(body);

    [TestCase("EvaluationContext.ForUser(user).WithPrivate(\"email\", user);")]
    [TestCase("EvaluationContext.ForUser(user).With(\"email\", true);")]
    [TestCase("EvaluationContext.ForUser(user).With(\"emailDomain\", user).With(\"country\", user).With(\"appName\", user).With(\"plan\", "
        + "user);")]
    [TestCase("EvaluationContext.ForUser(user).With(user, \"email\");")]
    [TestCase("new RequestFlagsOptions().FromClaim(\"email\", \"email\", isPrivate: true).FromHeader(\"country\", "
        + "\"X-Country\").FromCookie(\"email\", \"mail\");")]
    public Task Check_PrivateOrOtherAttribute_IsNotReported(string body) => CheckBodyAsync(body);

    [TestCase("e-mail", true)]
    [TestCase("E_Mail", true)]
    [TestCase("phoneNumber", true)]
    [TestCase("first_name", true)]
    [TestCase("Name", true)]
    [TestCase("dateOfBirth", true)]
    [TestCase("hostname", false)]
    [TestCase("tenantName", false)]
    [TestCase("emailVerified", false)]
    [TestCase("zip", false)]
    [TestCase("ship", false)]
    [TestCase("", false)]
    public void IsPersonal_Name_DependsOnItsWords(string name, bool isPersonal) =>
        Assert.That(PersonalAttributeCheck.IsPersonal(name), Is.EqualTo(isPersonal));
}
