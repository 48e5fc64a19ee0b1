using System.Text.Json;
using System.Text.Json.Serialization;
using Wsm.Bundles.Trust;
using Wsm.CommandLine;
using Wsm.Hosting;
using Wsm.Product.Wording;
using Wsm.Terminal;

namespace Wsm.Commands.Keys;

internal static class KeysShowCommand
{
    private static readonly ShownListJson Json = new(ReadableJson.Like(ShownListJson.Default.Options));

    public static Verb Create(WsmContext context)
    {
        var file = KeysCommand.FileArgument();
        var format = OutputOption.Create();
        var verb = new Verb("show", "Say what the list says, and who signed it.", context)
        {
            Examples =
            [
                new("wsm keys show", "./keys.json; exit code 3 when it is not signed by enough of its roots, or its time is over"),
                new("wsm keys show /etc/wsm/trust/keys.json -o json", "The list of this machine, for a program"),
            ],
        };
        verb.Add(file);
        verb.Add(format);
        verb.Runs(
            (call, _) =>
            {
                var name = call.Get(file)!;
                var found = ListStore.ReadThere(call, name);
                var now = call.Context.Time.GetUtcNow();
                if (call.Get(format) == OutputOption.Json)
                {
                    call.Console.Print(JsonSerializer.Serialize(ShownList.Of(found), Json.ShownList));
                }
                else
                {
                    Print(found, now, call.Console);
                }

                KeyListRules.Accept(found, name, before: null, now);
                return Task.FromResult(ExitCode.Done);
            }
        );
        return verb;
    }

    private static void Print(KeyListFile file, DateTimeOffset now, UserConsole console)
    {
        var list = file.List;
        console.Print($"Version {list.Version}, of {list.Issued:yyyy-MM-dd HH:mm} UTC, good until {list.Expires:yyyy-MM-dd HH:mm} UTC.");
        console.Print($"Roots, of which {list.Threshold} must sign a list:");
        var signed = file.SignersAmong(list.Roots).Select(root => root.Fingerprint).ToHashSet(StringComparer.Ordinal);
        foreach (var root in list.Roots)
        {
            console.Print($"  {root}{(signed.Contains(root.Fingerprint) ? ": signed this one" : "")}");
        }

        console.Print(list.Keys.Count == 0 ? "No keys count." : "Keys:");
        var barred = list.At(now).Barred;
        foreach (var listed in list.Keys)
        {
            var from = listed.From is { } start ? $", from {start:yyyy-MM-dd}" : "";
            var until = listed.Until is { } end ? $", until {end:yyyy-MM-dd}" : "";
            var not = barred.Any(bar => bar.Key.Fingerprint == listed.Key.Fingerprint) ? "; does not count now" : "";
            console.Print($"  {listed.Key} for {listed.Key.Scope}{from}{until}{not}");
        }

        foreach (var gone in list.Revoked)
        {
            console.Print($"  {gone.Key} {gone}");
        }
    }
}

/// <summary>A list as <c>wsm keys show -o json</c> prints it. Fingerprints are SHA-256 of the keys in DER.</summary>
internal sealed record ShownList(
    long Version,
    DateTimeOffset Issued,
    DateTimeOffset Expires,
    int Threshold,
    IReadOnlyList<ShownList.Root> Roots,
    IReadOnlyList<ShownList.Key> Keys,
    IReadOnlyList<ShownList.Gone> Revoked
)
{
    public static ShownList Of(KeyListFile file)
    {
        var list = file.List;
        var signed = file.SignersAmong(list.Roots).Select(root => root.Fingerprint).ToHashSet(StringComparer.Ordinal);
        return new ShownList(
            list.Version,
            list.Issued,
            list.Expires,
            list.Threshold,
            [.. list.Roots.Select(root => new Root(root.Name, root.Fingerprint, signed.Contains(root.Fingerprint)))],
            [
                .. list.Keys.Select(listed => new Key(
                    listed.Key.Name,
                    listed.Key.Fingerprint,
                    listed.Key.Scope.Products,
                    listed.Key.Scope.Platforms,
                    listed.From,
                    listed.Until
                )),
            ],
            [.. list.Revoked.Select(gone => new Gone(gone.Key.Name, gone.Key.Fingerprint, gone.Since, gone.Reason))]
        );
    }

    internal sealed record Root(string Name, string Fingerprint, bool Signed);

    internal sealed record Key(
        string Name,
        string Fingerprint,
        IReadOnlyList<string> Products,
        IReadOnlyList<string> Platforms,
        DateTimeOffset? From,
        DateTimeOffset? Until
    );

    internal sealed record Gone(string Name, string Fingerprint, DateTimeOffset Since, string? Reason);
}

[JsonSourceGenerationOptions(
    WriteIndented = true,
    NewLine = "\n",
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(ShownList))]
internal sealed partial class ShownListJson : JsonSerializerContext;
