using Dataface.Flags;

await using var flags = await FlagClient.StartAsync(options =>
{
    options.Environment = "production";
    options.UseFile(Path.Combine(AppContext.BaseDirectory, "flags.json"));
});
var user = EvaluationContext.ForUser(args.FirstOrDefault("user-42"));
Console.WriteLine(flags.IsEnabled("checkout-v2", user) ? "new checkout" : "old checkout");
Console.Write(flags.Explain("checkout-v2", user));
