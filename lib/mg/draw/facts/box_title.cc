#include "mg/draw/facts/box_title.h"

#include "mg/draw/facts/formula.h"
#include "mg/draw/facts/leaves_facts.h"

namespace mg::draw {

std::string box_title(const Scene& scene, const Part& part, const Units* units) {
  if (part.scope != no_cluster) return scene.clusters().all()[part.scope].path;
  if (part.look == Look::Group) return formula(scene.graph(), *units, units->roots(part.units.front()).front()).text;
  if (part.look == Look::Leaves) return std::string(title_of_leaves(scene.graph(), *units, part));
  return scene.short_path(part.id);
}

}  // namespace mg::draw
