using System.Diagnostics.CodeAnalysis;
using Wsm.Helm.Data;

namespace Wsm.Helm.Templates.Functions;

/// <summary>
/// The functions that templates may call, by name. Go's own builtins (<c>and</c>, <c>eq</c>, <c>printf</c> …) are not in it.
/// </summary>
public sealed class FunctionTable
{
    private readonly Dictionary<string, TemplateFunction> _functions;

    /// <summary>Of two functions with one name the later wins.</summary>
    public FunctionTable(IEnumerable<TemplateFunction> functions)
    {
        _functions = new Dictionary<string, TemplateFunction>(256, StringComparer.Ordinal);
        foreach (var function in functions)
        {
            _functions[function.Name] = function;
        }
    }

    /// <summary>What helm 4.1 offers: sprig 3.3 without <c>env</c> and <c>expandenv</c>, and helm's own.</summary>
    public static FunctionTable Helm { get; } = new(HelmFunctions());

    public static FunctionTable Empty { get; } = new([]);

    public IReadOnlyCollection<string> Names => _functions.Keys;

    public bool TryGet(string name, [NotNullWhen(true)] out TemplateFunction? function) => _functions.TryGetValue(name, out function);

    private static FunctionList HelmFunctions()
    {
        var list = new FunctionList();
        StringFunctions.Register(list);
        CaseFunctions.Register(list);
        PathFunctions.Register(list);
        ListFunctions.Register(list);
        DictFunctions.Register(list);
        MathFunctions.Register(list);
        Defaults.Register(list);
        FlowFunctions.Register(list);
        EncodingFunctions.Register(list);
        PrintingFunctions.Register(list);
        DataFunctions.Register(list);
        DateFunctions.Register(list);
        UrlFunctions.Register(list);
        SecretFunctions.Register(list);
        SplittingFunctions.Register(list);
        RandomFunctions.Register(list);
        RegexFunctions.Register(list);
        SemverFunctions.Register(list);
        return list;
    }
}
