using System.Buffers;
using System.CommandLine;
using Wsm.Helm.Data;
using Wsm.Helm.Data.Yaml;
using Wsm.Helm.Values;
using Wsm.Helm.Values.Merging;
using Wsm.Oci.Registry.Options;
using Wsm.Product.Catalogs;
using Wsm.Product.Failures;
using Wsm.Product.Wording;

namespace Wsm.CommandLine;

/// <summary>The options that give values, named and ordered as helm's.</summary>
internal sealed class ValuesArguments
{
    private static readonly SearchValues<char> ComponentLetters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");

    private readonly Option<string[]> _files = Repeatable(
        "--values",
        "Values files, the later ones over the earlier ones; COMPONENT=FILE for one component (operator=FILE); a path, an "
            + "http(s) address, or - for "
            + "standard input (repeatable, or with commas).",
        "FILE",
        "-f"
    );
    private readonly Option<string[]> _set = Repeatable("--set", "Single values: a.b=1,c[0]=x (repeatable).", "PATH=VALUE");
    private readonly Option<string[]> _setString = Repeatable("--set-string", "The same, and every value is text.", "PATH=TEXT");
    private readonly Option<string[]> _setJson = Repeatable(
        "--set-json",
        "The same, with values in JSON; or one whole JSON object.",
        "PATH=JSON"
    );
    private readonly Option<string[]> _setFile = Repeatable("--set-file", "The same, with values read from files.", "PATH=FILE");
    private readonly Option<string[]> _setLiteral = Repeatable("--set-literal", "One value, taken as it stands.", "PATH=TEXT");

    private readonly AddressTexts _fetched = new();

    public IReadOnlyList<Option> Options => [_files, _set, _setString, _setJson, _setFile, _setLiteral];

    public void AddTo(Command command)
    {
        foreach (var option in Options)
        {
            command.Add(option);
        }
    }

    /// <summary>Fetches what the options name at addresses, so that it can be read.</summary>
    /// <exception cref="UserError">An address gives nothing.</exception>
    public Task FetchAsync(Invocation call, RegistryOptions registries, CancellationToken cancellationToken) =>
        _fetched.FetchAsync(
            [
                .. Files(call).Select(static file => file.Name),
                .. Texts(call, _setFile).Select(static item => item[(item.IndexOf('=') + 1)..]),
            ],
            registries,
            cancellationToken
        );

    public UserValues Read(Invocation call) =>
        new()
        {
            Files =
            [
                .. Files(call)
                    .Where(file => file.Component is null)
                    .Select(file => new ValuesFile(PublicAddress.Of(file.Name), ReadFile(call, file.Name))),
            ],
            Set = Texts(call, _set),
            SetString = Texts(call, _setString),
            SetJson = Texts(call, _setJson),
            SetFile = Texts(call, _setFile),
            SetLiteral = Texts(call, _setLiteral),
            ReadFile = name => ReadFile(call, name),
        };

    /// <summary>The same as layers that can be told apart: each file one, and on top what the flags changed.</summary>
    /// <exception cref="UserError">A file or a flag is malformed.</exception>
    public IReadOnlyList<ValuesLayer> ReadLayers(Invocation call)
    {
        if (!Options.Any(call.Has))
        {
            return [];
        }

        var all = Read(call);
        try
        {
            var files = new UserValues { Files = all.Files };
            var changed = Changes(all.Build(), files.Build());
            IEnumerable<ValuesLayer> layers =
            [
                .. Files(call)
                    .Where(file => file.Component is not null)
                    .Select(file => new ValuesLayer(PublicAddress.Of(file.Name), ReadFile(call, file.Name)) { For = file.Component }),
                .. all.Files.Select(file => new ValuesLayer(file.Name, file.Text)),
            ];
            return changed.Count == 0 ? [.. layers] : [.. layers, new ValuesLayer("--set", YamlWriter.Text(Value.Of(changed)))];
        }
        catch (ValuesException wrong)
        {
            throw new UserError(wrong.Message, kind: FailureKind.Usage, cause: wrong);
        }
    }

    /// <summary>The files in their order, each with the component that it is meant for.</summary>
    private static IEnumerable<(string? Component, string Name)> Files(Invocation call, Option<string[]> option) =>
        Texts(call, option)
            .SelectMany(static list => list.Split(','))
            .Select(text =>
                text.IndexOf('=', StringComparison.Ordinal) is var at and > 0
                && text.AsSpan(0, at).IndexOfAnyExcept(ComponentLetters) < 0
                && !File.Exists(call.Context.PathOf(text))
                    ? (text[..at], text[(at + 1)..])
                    : ((string?)null, text)
            );

    private IEnumerable<(string? Component, string Name)> Files(Invocation call) => Files(call, _files);

    /// <summary>
    /// What has to be laid over one map to get the other. A flag may change one item of a list; the list then comes whole.
    /// </summary>
    private static MapValue Changes(MapValue over, MapValue under)
    {
        var changed = new MapValue();
        foreach (var (key, value) in over.Entries)
        {
            if (!under.TryGet(key, out var before))
            {
                changed[key] = value;
            }
            else if (value.Data is MapValue now && before.Data is MapValue then)
            {
                if (Changes(now, then) is { Count: > 0 } below)
                {
                    changed[key] = Value.Of(below);
                }
            }
            else if (YamlWriter.Text(value) != YamlWriter.Text(before))
            {
                changed[key] = value;
            }
        }

        return changed;
    }

    private static string[] Texts(Invocation call, Option<string[]> option) => call.Get(option) ?? [];

    private string ReadFile(Invocation call, string name)
    {
        if (_fetched.Find(name) is { } text)
        {
            return text;
        }

        if (name == "-")
        {
            return call.Context.In.ReadToEnd();
        }

        var path = call.Context.PathOf(name);
        if (Directory.Exists(path))
        {
            throw UserError.Usage($"{name} is a folder, not a file.");
        }

        return File.Exists(path) ? File.ReadAllText(path) : throw UserError.Usage($"There is no file {name}.");
    }

    private static Option<string[]> Repeatable(string name, string description, string helpName, params string[] aliases) =>
        new(name, aliases)
        {
            Description = description,
            HelpName = helpName,
            AllowMultipleArgumentsPerToken = false,
        };
}
