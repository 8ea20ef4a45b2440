#include "engine/log/system_fault.hpp"

namespace probant {

std::string in_french(std::error_code const& error) {
  if (error == std::errc::no_such_file_or_directory) return "ce fichier n'existe pas";
  if (error == std::errc::permission_denied) return "accès refusé";
  if (error == std::errc::no_space_on_device) return "il n'y a plus de place sur le disque";
  if (error == std::errc::file_too_large) return "le fichier ne peut pas grandir davantage";
  if (error == std::errc::is_a_directory) return "c'est un répertoire";
  if (error == std::errc::not_a_directory) return "un élément du chemin n'est pas un répertoire";
  if (error == std::errc::file_exists) return "ce nom est déjà pris";
  if (error == std::errc::read_only_file_system) return "le disque est en lecture seule";
  if (error == std::errc::bad_file_descriptor) return "ce canal est fermé";
  if (error == std::errc::broken_pipe) return "plus personne ne lit";
  if (error == std::errc::io_error) return "erreur de lecture ou d'écriture du disque";
  if (error == std::errc::too_many_files_open) return "trop de fichiers sont ouverts";
  if (error == std::errc::address_in_use) return "cette adresse est déjà prise";
  if (error == std::errc::operation_not_permitted) return "ce compte n'en a pas le droit";
  if (error == std::errc::device_or_resource_busy) return "il est occupé";
  if (error == std::errc::filename_too_long) return "ce nom est trop long";
  if (error == std::errc::too_many_symbolic_link_levels) return "trop de liens se suivent";
  return error.message();
}

std::string errno_in_french(int number) { return in_french({number, std::generic_category()}); }

}  // namespace probant
