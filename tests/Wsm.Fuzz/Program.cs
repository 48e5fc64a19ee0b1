using System.Globalization;
using Wsm.Fuzz;

// dotnet tests/Wsm.Fuzz/bin/Release/net10.0/Wsm.Fuzz.dll [--inputs N] [--seed N] [--findings DIR] [TARGET…]
// Feeds each target N mutated inputs; exit code 1 when one of them crashed, hung, or took more memory than the program may.
var inputs = 2_000L;
var seed = 1;
var findings = "fuzz-findings";
var names = new List<string>();
for (var i = 0; i < args.Length; i++)
{
    switch (args[i])
    {
        case "--inputs":
            inputs = long.Parse(args[++i], CultureInfo.InvariantCulture);
            break;
        case "--seed":
            seed = int.Parse(args[++i], CultureInfo.InvariantCulture);
            break;
        case "--findings":
            findings = args[++i];
            break;
        default:
            names.Add(args[i]);
            break;
    }
}

var unknown = names.Except(FuzzTargets.All.Select(target => target.Name)).ToList();
if (unknown.Count > 0)
{
    Console.Error.WriteLine(
        $"unknown: {string.Join(", ", unknown)}; there are {string.Join(", ", FuzzTargets.All.Select(target => target.Name))}"
    );
    return 2;
}

var failed = false;
foreach (var target in FuzzTargets.All.Where(target => names.Count == 0 || names.Contains(target.Name)))
{
    using var running = target;
    failed |= !new Fuzzer(running, seed, findings).Run(inputs);
}

return failed ? 1 : 0;
