using Wsm.Helm.Data;

namespace Wsm.Helm.Templates.Functions.Collections;

/// <summary>Merging maps as mergo does. What is taken over whole is taken by reference, not copied.</summary>
internal static class MapMerge
{
    public static void Into(ITemplateRuntime runtime, MapValue target, MapValue source, bool overwrite)
    {
        // A literal dict that a part of the values is poured into stands for that part: keys it lacks are set there.
        if (target.Count == 0)
        {
            target.Origin ??= source.Origin;
        }

        Into(runtime, target, source, overwrite, 0);
    }

    private static void Into(ITemplateRuntime runtime, MapValue target, MapValue source, bool overwrite, int depth)
    {
        if (depth > DeepEquality.MaxDepth)
        {
            throw new FunctionException($"values nest deeper than {DeepEquality.MaxDepth} levels");
        }

        if (ReferenceEquals(target, source))
        {
            return;
        }

        runtime.Charge(source.Count);
        // The maps may hold each other, so the source can grow under our hands.
        foreach (var (key, value) in source.Entries.ToArray())
        {
            var present = target.TryGet(key, out var old);
            if (value.IsNil)
            {
                if (overwrite)
                {
                    target[key] = value;
                }

                continue;
            }

            if (value.Data is MapValue from && old.Data is MapValue to)
            {
                Into(runtime, to, from, overwrite, depth + 1);
                if (to.Count > 0)
                {
                    continue;
                }
            }

            if (overwrite || !present || IsZero(old))
            {
                target[key] = value;
            }
        }
    }

    /// <summary>Of objects only nil counts as nothing for mergo.</summary>
    private static bool IsZero(Value value) => value.Data is not GoObject && Emptiness.IsEmpty(value);
}
